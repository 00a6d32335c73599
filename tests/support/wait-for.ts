/**
 * Asks until the answer is neither undefined, null nor false, and gives it back. The error after `timeout` ms names what
 * was awaited and the last error of the question.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  timeout = 10_000,
): Promise<T> {
  const end = Date.now() + timeout
  for (;;) {
    let last: unknown
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== null && answer !== false) return answer
    } catch (error) {
      last = error
    }
    if (Date.now() >= end) {
      throw new Error(`waited ${timeout} ms for ${what}${last ? `; last: ${last}` : ''}`, { cause: last })
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
