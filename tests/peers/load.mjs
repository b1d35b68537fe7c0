// The default export of a package that stands in FOLDER/node_modules, wherever this file is.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function load(folder, name) {
  const found = createRequire(path.join(path.resolve(folder), "package.json")).resolve(name);
  return (await import(pathToFileURL(found))).default;
}
