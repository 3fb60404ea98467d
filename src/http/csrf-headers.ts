/**
 * GET requests need one of these headers or a JSON content type. Browsers do not send them to other origins
 * without a CORS preflight.
 */
export const csrfHeaders = ["apollo-require-preflight", "x-apollo-operation-name"] as const;
