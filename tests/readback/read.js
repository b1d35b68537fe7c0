// Prints as JSON what graphology reads in a file.
// node read.js FOLDER gexf|graphml FILE (FOLDER has the node_modules to use)
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const [folder, format, file] = process.argv.slice(2);
const load = createRequire(path.join(folder, "package.json"));
const Graph = load("graphology");
const read = load(`graphology-${format}`);
const graph = read.parse(Graph, fs.readFileSync(file, "utf8"));

const nodes = graph.mapNodes((id, attributes) => [id, attributes]);
const ties = graph.mapEdges((_, attributes, source, target) => [source, target, attributes]);
process.stdout.write(JSON.stringify({ type: graph.type, nodes, ties }));
