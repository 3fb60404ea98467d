import { ApiError } from "./api-error.js";

/** A validation error in the format of protoc-gen-validate. ZITADEL adds no error id to these. */
export function invalid(message: string, field: string, reason: string): ApiError {
  return new ApiError("invalid_argument", `invalid ${message}.${field}: ${reason}`);
}

/** Runs the check of a nested message and adds the path of the nested message to its error. */
export function validateNested(message: string, field: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw invalid(message, field, `embedded message failed validation | caused by: ${error.message}`);
  }
}

/** Requires 1 to `maxLength` characters, by default 200, the limit of ids and keys. */
export function requireName(message: string, field: string, text: string, maxLength = 200): void {
  const length = runeCount(text);
  if (length >= 1 && length <= maxLength) return;
  throw invalid(message, field, `value length must be between 1 and ${maxLength} runes, inclusive`);
}

export function requireMaxLength(message: string, field: string, text: string, maxLength = 200): void {
  if (runeCount(text) > maxLength) {
    throw invalid(message, field, `value length must be at most ${maxLength} runes`);
  }
}

export function requireNames(message: string, field: string, texts: readonly string[]): void {
  texts.forEach((text, n) => {
    requireName(message, `${field}[${n}]`, text);
  });
}

/** Length in code points, as Go counts characters. */
export function runeCount(text: string): number {
  return Array.from(text).length;
}
