import * as z from "zod";
import { keyProblemOf } from "../../metadata/key.js";
import type { Config } from "../config.js";

const pattern = /^((?!__)[A-Za-z_]\w*):(.+)$/s;

/** FIELD:KEY. */
export const lookupSchema: z.ZodType<NonNullable<Config["lookup"]>, string> = z
  .string()
  .regex(pattern, { error: "FIELD:KEY, such as contractNumber:contract", abort: true })
  .transform((text) => {
    const [, field = "", key = ""] = pattern.exec(text) ?? [];
    return { field, key };
  })
  .refine(({ field }) => field !== "id", { error: "a field other than id", abort: true })
  .refine(({ key }) => keyProblemOf(key) === undefined, { error: "a metadata key of 1 to 200 characters" });
