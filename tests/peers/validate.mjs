// Prints as JSON what rdf-validate-shacl says of a file of N-Triples: whether it conforms, and the
// focus node, shape and component of each result.
// node validate.mjs FOLDER SHAPES FILE (FOLDER has the node_modules to use)
import fs from "node:fs";
import { load } from "./load.mjs";

const [folder, shapes, file] = process.argv.slice(2);
const { Parser, Store } = await load(folder, "n3");
const Validator = await load(folder, "rdf-validate-shacl");

const read = (file) => new Store(new Parser().parse(fs.readFileSync(file, "utf8")));
const { conforms, results } = await new Validator(read(shapes)).validate(read(file));
const found = results.map((each) =>
  [each.focusNode, each.sourceShape, each.sourceConstraintComponent].map((term) => term.value),
);
process.stdout.write(JSON.stringify({ conforms, found }));
