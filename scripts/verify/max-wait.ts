/** The longest that a request may wait for a connection before it fails. */
export const maxWaitMs = 5000;
