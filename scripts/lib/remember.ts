/**
 * Returns a function that calls `ask`, and then resolves to the same answer until `trustedMs` later.
 * Callers that come while it is being asked share the answer. A failure is not remembered.
 */
export function remember<Answer>(trustedMs: number, ask: () => Promise<Answer>) {
  let remembered: { answer: Promise<Answer>; askedAtMs: number } | undefined;
  const forget = () => {
    remembered = undefined;
  };
  function get(): Promise<Answer> {
    if (remembered && performance.now() - remembered.askedAtMs < trustedMs) return remembered.answer;
    const asked = { answer: ask(), askedAtMs: performance.now() };
    remembered = asked;
    asked.answer.catch(() => {
      if (remembered === asked) forget();
    });
    return asked.answer;
  }
  return Object.assign(get, { forget });
}
