/** ZITADEL's response to the deletion of several keys if one of them does not exist. */
export const keyNotFound = {
  status: 404,
  body: JSON.stringify({
    code: "not_found",
    message: "One or more keys do not exist (META-2nnds)",
    details: [{ type: "zitadel.v1.ErrorDetail", debug: { id: "META-2nnds" } }],
  }),
};
