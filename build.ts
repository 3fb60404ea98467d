/**
 * `npm run build`: bundles the server and the commands for operators with their packages. Hundreds of
 * separate files take twice as long to load. `npm run build -- <folder>` writes to that folder instead of
 * ./dist.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { z } from "zod";

const root = fileURLToPath(new URL(".", import.meta.url));
const outdir = resolve(root, process.argv[2] ?? "dist");

/**
 * Replaces the package sha.js, which hashes in JavaScript, by Node's hashes. Apollo Server hashes the schema at each
 * start and the query of each request. It would use Node's hashes, but does not find them in a bundle.
 */
const nativeHashes: Plugin = {
  name: "native-hashes",
  setup(bundle) {
    const contents = 'module.exports = require("node:crypto").createHash;';
    bundle.onLoad({ filter: /[/\\]sha\.js[/\\]index\.js$/ }, () => ({ contents }));
  },
};

/**
 * Parts of packages that the subgraph does not use, but that would be loaded at each start, with replacements:
 * undici's fetch, WebSockets and mocks, and Fastify's compilers for the schemas of routes.
 */
const unusedParts = [
  // undici creates a CacheStorage when it is loaded.
  { filter: /[/\\]undici[/\\]lib[/\\](web|mock)[/\\]/, contents: "exports.CacheStorage = class {};" },
  {
    filter: /[/\\]@fastify[/\\](ajv|fast-json-stringify)-compiler[/\\]index\.js$/,
    contents:
      'module.exports = () => () => { throw new Error("build.ts leaves out the compilers of schemas"); };',
  },
];

const withoutUnusedParts: Plugin = {
  name: "without-unused-parts",
  setup(bundle) {
    for (const { filter, contents } of unusedParts) bundle.onLoad({ filter }, () => ({ contents }));
  },
};

/**
 * Bundles the ES modules of graphql. Each file that imports its CommonJS modules copies 250 exports at each start.
 */
const graphqlModules: Plugin = {
  name: "graphql-modules",
  setup(bundle) {
    const { resolve: resolveFile } = createRequire(import.meta.url);
    bundle.onResolve({ filter: /^graphql($|\/)/ }, ({ path }) => ({
      path: resolveFile(path).replace(/\.js$/, ".mjs"),
    }));
  },
};

rmSync(outdir, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    main: "src/main.ts",
    metadata: "src/commands/metadata/main.ts",
    "verify-replica": "src/commands/verify-replica/main.ts",
  },
  outdir,
  // At the same depth as the sources, which load schema.graphql from two folders above.
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // CommonJS packages call require for Node's built-in modules.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  // graphql and other packages check NODE_ENV when they are loaded, and are slower without this value.
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [nativeHashes, withoutUnusedParts, graphqlModules],
  sourcemap: true,
  metafile: true,
});

writeFileSync(`${outdir}/LICENSES.txt`, licensesOf(metafile));

/** Returns the licenses of all bundled packages, which must be distributed with them. */
function licensesOf({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map(licenseOf)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenseOf(folder: string): string {
  const { name, version, license } = z
    .object({ name: z.string(), version: z.string(), license: z.string() })
    .parse(JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")));
  const files = readdirSync(`${root}${folder}`).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = files.map((file) => readFileSync(`${root}${folder}/${file}`, "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n") + "\n";
}
