/** `npm run cli -- <command> [options]`: the commands that take arguments. Each reads its options from the arguments after its name. */
const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  token: () => import("./token/main.js"),
  schema: () => import("./print-schema.js"),
  "verify-replica": () => import("./verify-replica/main.js"),
};

const [name = ""] = process.argv.splice(2, 1);
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`Unknown command "${name}". Commands: ${Object.keys(commands).join(", ")}.\n`);
  process.exitCode = 1;
} else {
  await command();
}
