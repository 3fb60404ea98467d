/** Where our own login pages are, as in ZITADEL 4. */
export const loginPath = "/ui/v2/login";
