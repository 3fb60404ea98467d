/** What is expected where a service user is needed and there is none. */
export const serviceUserExpected =
  "ZITADEL_SERVICE_USER_KEY, ZITADEL_SERVICE_USER_CLIENT_ID and _CLIENT_SECRET, or ZITADEL_SERVICE_USER_TOKEN beside it (each secret may be in a file: …_FILE)";
