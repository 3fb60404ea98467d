import { ApiError } from "./api-error.js";

/** A rule that a request breaks, in the words of protoc-gen-validate; ZITADEL gives these no id. */
export function invalid(message: string, field: string, reason: string): ApiError {
  return new ApiError("invalid_argument", `invalid ${message}.${field}: ${reason}`);
}

/** Runs a check of a message inside another one and says where in the outer one it stands. */
export function validateNested(message: string, field: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw invalid(message, field, `embedded message failed validation | caused by: ${error.message}`);
  }
}

/** Between 1 and 200 characters unless told otherwise, as ids and keys are. */
export function requireName(message: string, field: string, text: string, maxLength = 200): void {
  const length = runeCount(text);
  if (length >= 1 && length <= maxLength) return;
  throw invalid(message, field, `value length must be between 1 and ${maxLength} runes, inclusive`);
}

export function requireNames(message: string, field: string, texts: readonly string[]): void {
  texts.forEach((text, n) => {
    requireName(message, `${field}[${n}]`, text);
  });
}

/** Go's characters are code points. */
export function runeCount(text: string): number {
  return Array.from(text).length;
}
