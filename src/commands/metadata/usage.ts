/** The commands of `npm run -s cli -- metadata`. */
export const commandNames = ["export", "import", "lint", "diff"] as const;

export type CommandName = (typeof commandNames)[number];

const program = "npm run -s cli -- metadata";

export const usage = `${program} <command> [options]

  export  writes the metadata of all users as JSON Lines
  import  sets the entries of such a file in ZITADEL
  lint    finds stored values that violate METADATA_SCHEMA
  diff    compares such a file with ZITADEL

Run it with the environment of the subgraph. "${program} <command> --help" prints the options.
Exit codes: 0 success, 1 findings, 2 invalid arguments, configuration or file, 3 not completed (ZITADEL).`;

const common = `  --users ID,…       only these users
  --keys KEY,…       only these keys; "profile.*" selects all keys that begin with "profile."
  --concurrency N    concurrent calls to ZITADEL, 1 to 256; default: 8
  --rate N           calls per second, 1 to 10000; default: UPSTREAM_RATE_LIMIT`;

const usages: Readonly<Record<CommandName, string>> = {
  export: `${program} export [options]

Writes one JSON object per line, sorted by user id and key: {userId, key, value or valueBase64, createdAt, updatedAt}.

  --output FILE      writes to FILE.partial and renames it at the end; default: standard output
  --resume           continues FILE.partial after an interruption
${common}`,
  import: `${program} import FILE [options]

Sets the entries of the file, with one call per user. Entries that ZITADEL already has stay as they are, and no
entry is deleted. Without --write, the command checks everything and changes nothing.

  --write            writes
${common}`,
  lint: `${program} lint [options]

Prints stored values that do not match METADATA_SCHEMA, values that are not unique, and undefined keys.

${common}`,
  diff: `${program} diff FILE [options]

Prints a line for each entry that differs: "-" only in the file, "+" only in ZITADEL, "~" another value. Dates are
not compared.

  --values           prints the values, too
${common}`,
};

export function usageOf(name: CommandName): string {
  return usages[name];
}
