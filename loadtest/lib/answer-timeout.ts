/** How long a user waits for one answer. An answer may come as long as this after the planned end: nobody is cut off. */
export const answerTimeoutSeconds = 30;
