import type { TextlintPluginCreator } from "@textlint/kernel";

/** A textlint plugin that reads a file as one paragraph, so that a phrase may continue on the next line. */
export const textPlugin: TextlintPluginCreator = {
  Processor: class {
    availableExtensions(): string[] {
      return [".txt"];
    }

    processor(): ReturnType<InstanceType<TextlintPluginCreator["Processor"]>["processor"]> {
      return {
        preProcess: (text) => {
          const lines = text.split("\n");
          const end = { line: lines.length, column: lines.at(-1)?.length ?? 0 };
          const node = {
            raw: text,
            range: [0, text.length] as const,
            loc: { start: { line: 1, column: 0 }, end },
          };
          return {
            ...node,
            type: "Document",
            children: [{ ...node, type: "Paragraph", children: [{ ...node, type: "Str", value: text }] }],
          };
        },
        postProcess: (messages, filePath = "text") => ({ messages, filePath }),
      };
    }
  },
};
