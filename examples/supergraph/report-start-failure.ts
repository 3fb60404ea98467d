/** Returns a listener for a server's `error` event that prints why the server cannot start. */
export function reportStartFailure(name: string, port: number): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    const reason =
      error.code === "EADDRINUSE" ? `port ${port} is in use. Set PORT to a free port.` : error.message;
    process.stderr.write(`${name} cannot start: ${reason}\n`);
    process.exit(1);
  };
}
