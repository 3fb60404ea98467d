/** `npm run -s cli -- <command> [options]`. Each command parses the arguments after its name itself. */
const commands = new Map([
  [
    "token",
    {
      summary: "prints an access token for a user of `npm run dev` or `npm run demo`",
      run: () => import("./token/main.js"),
    },
  ],
  [
    "schema",
    {
      summary: "prints the schema for tools of composition and of clients",
      run: () => import("./print-schema.js"),
    },
  ],
  [
    "metadata",
    {
      summary: "exports, imports, checks and compares the metadata of all users",
      run: () => import("./metadata/main.js"),
    },
  ],
  [
    "verify-replica",
    { summary: "compares the replica with ZITADEL", run: () => import("./verify-replica/main.js") },
  ],
]);

const [name = ""] = process.argv.splice(2, 1);
const command = commands.get(name);
if (command === undefined) {
  const isHelp = name === "--help";
  const list = [...commands].map(([name, { summary }]) => `  ${name.padEnd(15)} ${summary}`);
  const usage = `Usage: npm run -s cli -- <command> [options]\n\n${list.join("\n")}\n`;
  if (isHelp) process.stdout.write(usage);
  else process.stderr.write(`${name === "" ? "No command given" : `Unknown command "${name}"`}.\n\n${usage}`);
  process.exitCode = isHelp ? 0 : 1;
} else {
  await command.run();
}
