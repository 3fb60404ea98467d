// gRPC code and HTTP status, the same for REST and Connect.
const codes = {
  unknown: [2, 500],
  invalid_argument: [3, 400],
  not_found: [5, 404],
  already_exists: [6, 409],
  permission_denied: [7, 403],
  resource_exhausted: [8, 429],
  failed_precondition: [9, 400],
  unimplemented: [12, 501],
  internal: [13, 500],
  unauthenticated: [16, 401],
} as const;

export type ApiErrorCode = keyof typeof codes;

/** An error of ZITADEL's APIs. REST and Connect encode it differently. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** ZITADEL's error id. An error without an id has no details; an empty id is left out of the details. */
  readonly id: string | undefined;

  constructor(code: ApiErrorCode, message: string, id?: string) {
    super(message);
    this.code = code;
    this.id = id;
  }

  get number(): number {
    return codes[this.code][0];
  }

  get status(): number {
    return codes[this.code][1];
  }

  get text(): string {
    return this.id === undefined ? this.message : `${this.message} (${this.id})`;
  }
}
