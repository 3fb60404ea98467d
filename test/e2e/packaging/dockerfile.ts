import { DockerfileParser, type Instruction, ModifiableInstruction } from "dockerfile-ast";
import { z } from "zod";
import { readText } from "./repository.js";

export interface Stage {
  readonly name: string | undefined;
  readonly image: string;
  readonly instructions: readonly Step[];
}

export interface Step {
  readonly keyword: string;
  /** Arguments without flags, on one line. */
  readonly text: string;
  /** Flags by name: `--from=build` becomes from → build. */
  readonly flags: ReadonlyMap<string, string>;
}

export function readDockerfile(): readonly Stage[] {
  const stages: { name: string | undefined; image: string; instructions: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(readText("Dockerfile")).getInstructions()) {
    const step = readStep(instruction);
    if (step.keyword === "FROM") {
      const [image = "", , name] = step.text.split(/\s+/);
      stages.push({ name, image, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(step);
    }
  }
  return stages;
}

function readStep(instruction: Instruction): Step {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return {
    keyword: instruction.getKeyword(),
    text: instruction.getArgumentsContent() ?? "",
    flags: new Map(flags.map((flag) => [flag.getName(), flag.getValue() ?? ""])),
  };
}

/** Returns the instruction with this keyword. Throws unless there is exactly one. */
export function requireSingle(stage: Stage, keyword: string): Step {
  const [step, ...others] = stage.instructions.filter((it) => it.keyword === keyword);
  if (step === undefined || others.length > 0) {
    throw new Error(`Expected one ${keyword} instruction, found ${step === undefined ? "none" : "several"}.`);
  }
  return step;
}

/** Parses a command in exec form. Throws if it is in shell form. */
export function parseExecForm({ keyword, text }: Step): readonly string[] {
  const list = text.replace(/^CMD\s+/, "");
  if (!list.startsWith("[")) throw new Error(`${keyword} is not in exec form: ${text}`);
  return z.array(z.string()).min(1).parse(JSON.parse(list));
}

/** The last stage, which becomes the image. */
export function finalStage(stages: readonly Stage[]): Stage {
  const last = stages.at(-1);
  if (last === undefined) throw new Error("The Dockerfile has no stage.");
  return last;
}
