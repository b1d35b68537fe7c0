// Prints as N-Quads what a package of npm reads in a file.
// node read.mjs FOLDER n3|jsonld MEDIA-TYPE FILE (FOLDER has the node_modules to use)
import fs from "node:fs";
import { load } from "./load.mjs";

const [folder, name, type, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");

async function n3() {
  const { Parser, Writer } = await load(folder, "n3");
  const quads = new Parser({ format: type }).parse(text);
  return new Writer({ format: "N-Quads" }).quadsToString(quads);
}

async function jsonld() {
  const reader = await load(folder, "jsonld");
  return reader.toRDF(JSON.parse(text), { format: "application/n-quads" });
}

process.stdout.write(await { n3, jsonld }[name]());
