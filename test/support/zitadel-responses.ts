/** What ZITADEL answers to deleting keys of which one is missing. */
export const keyMissing = {
  status: 404,
  body: JSON.stringify({
    code: "not_found",
    message: "One or more keys do not exist (META-2nnds)",
    details: [{ type: "zitadel.v1.ErrorDetail", debug: { id: "META-2nnds" } }],
  }),
};
