import type { Setting } from "./settings/setting.js";
import { settingGroups } from "./settings/settings.js";

/** The content of docs/configuration.md. */
export function settingsDocument(): string {
  const groups = settingGroups.map(({ title, introduction, settings }) =>
    [`## ${title}`, ...(introduction === undefined ? [] : [introduction]), settingsTable(settings)].join(
      "\n\n",
    ),
  );
  return `# Configuration

<!-- Written by \`npm run codegen\` from src/config/settings: do not edit. -->

The subgraph reads its settings from environment variables at startup and reports all problems together. An
empty variable counts as not set, except for the settings that restrict access (\`METADATA_POLICY\`,
\`ROUTER_SECRET\`, \`ALLOWED_CLIENT_IDS\`): an empty value of these is an error. Names that end in \`_MS\` are
milliseconds. Names that end in \`_BYTES\` are bytes, written as a plain number. A setting marked † may come from a
file instead: append \`_FILE\` to its name, and set it to the path.

A variable that looks like a misspelled setting is an error if its name can only belong to the subgraph.
Otherwise it is logged as a warning. [.env.example](../.env.example) contains all settings. OpenTelemetry's
own variables, such as \`OTEL_EXPORTER_OTLP_ENDPOINT\`, enable [traces](observability.md).

${groups.join("\n\n")}
`;
}

function settingsTable(settings: readonly Setting<unknown>[]): string {
  const rows = settings.map(({ name, hasFile, schema, defaultText, description }) => {
    const range = schema.description === undefined ? "" : ` Range: ${schema.description}.`;
    return `| \`${name}\`${hasFile ? " †" : ""} | ${formatDefault(defaultText)} | ${description}${range} |`;
  });
  return ["| Variable | Default | Description |", "|---|---|---|", ...rows].join("\n");
}

/** Values are set in code; prose and dashes are not. */
function formatDefault(text: string): string {
  const isValue = /^[\w.,]+( [KMG]iB)?$/.test(text) && text !== "required" && text !== "all";
  return isValue ? `\`${text}\`` : text;
}

/** The content of .env.example: the required settings, and all others commented out. */
export function envExample(): string {
  const groups = settingGroups.map(({ title, settings }) =>
    [`## ${title}`, ...settings.map(exampleOf)].join("\n\n"),
  );
  return `# Written by \`npm run codegen\` from src/config/settings. Copy this file to .env and fill it in.
#
#   set -a && . ./.env && set +a && npm start
#
# compose.yaml takes the project id and the introspection credentials from .env.

${groups.join("\n\n")}
`;
}

/** A long value, such as a key file, is shown as the path of a file. */
function exampleOf({ name, description, isRequired, hasFile, example, isSecret }: Setting<unknown>): string {
  const text = description.replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, "$1 (docs/$2)").replaceAll("`", "");
  const isPath = hasFile && (example === "" || !isSecret);
  const assignment = isPath ? `${name}_FILE=/run/secrets/${fileNameOf(name)}` : `${name}=${example}`;
  return `# ${text}\n${isRequired ? "" : "# "}${assignment}`;
}

function fileNameOf(name: string): string {
  return `${name.toLowerCase().replaceAll("_", "-")}.json`;
}
