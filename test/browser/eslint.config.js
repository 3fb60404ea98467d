import root from "../../eslint.config.js";

export default [
  ...root,
  // Playwright needs its configuration as a default export, and fixtures as an object pattern, even an empty
  // one.
  { rules: { "no-restricted-syntax": "off", "no-empty-pattern": "off" } },
];
