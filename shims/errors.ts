/** What the interpreter throws for trouble of its own: `instanceof Error` says no. */
export function internalError(message: string): Error {
  return { message, type: "InternalError", toString: () => `InternalError: ${message}` } as unknown as Error;
}
