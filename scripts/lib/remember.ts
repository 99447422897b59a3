/**
 * Returns a function that calls `ask`, and then resolves to the same answer for `trustedMs`. Those
 * who call it before there is an answer share it. A failure is not remembered.
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
