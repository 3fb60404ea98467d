/** The hint of a problem that a service user solves. */
export const serviceUserHint =
  "set ZITADEL_SERVICE_USER_KEY, ZITADEL_SERVICE_USER_CLIENT_ID and _CLIENT_SECRET, or ZITADEL_SERVICE_USER_TOKEN (append _FILE to read a secret from a file)";
