/** Response header with the process id. Another process may have taken the port since it was free. */
export const pidHeader = "x-dev-pid";
