import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** Reads the prebuilt files of the installed GraphiQL and React packages. */
export async function readExplorerFiles(): Promise<StaticFile[]> {
  const css = "text/css; charset=utf-8";
  const js = "text/javascript; charset=utf-8";
  const graphiql = folderOf(import.meta.resolve("graphiql/package.json"));
  const react = folderOf(import.meta.resolve("react/package.json"));
  const reactDom = folderOf(import.meta.resolve("react-dom/package.json"));
  const read = async (path: string, type: string, file: string): Promise<StaticFile> => ({
    path,
    type,
    body: await readFile(file, "utf8"),
  });
  return Promise.all([
    read("/graphiql.css", css, join(graphiql, "graphiql.min.css")),
    read("/react.js", js, join(react, "umd/react.production.min.js")),
    read("/react-dom.js", js, join(reactDom, "umd/react-dom.production.min.js")),
    read("/graphiql.js", js, join(graphiql, "graphiql.min.js")),
  ]);
}

function folderOf(url: string): string {
  return dirname(fileURLToPath(url));
}
