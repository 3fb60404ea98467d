/** The path of the built-in login pages, as in ZITADEL 4. */
export const loginPath = "/ui/v2/login";
