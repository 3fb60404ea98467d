import * as z from "zod";
import { Secret } from "../../lib/secret.js";

/** Visible ASCII characters: an HTTP header transmits them unchanged. */
const visible = /^[\x21-\x7e]+$/;

/** One secret, or two during a rotation, one per line. */
export function secretLines(format: string): z.ZodType<readonly Secret[], string> {
  return z
    .string()
    .transform((text) => text.split("\n").map((line) => line.trim()))
    .transform((lines) => lines.filter((line) => line !== ""))
    .refine((lines) => lines.length <= 2 && lines.every((line) => visible.test(line)), format)
    .transform((lines) => lines.map((line) => new Secret(line)));
}
