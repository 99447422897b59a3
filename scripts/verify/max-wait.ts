/** The longest that a request may wait for a connection before it fails. */
export const maxWaitMs = 5000;
/** A machine that is later than this proves nothing, and the tables should not be locked for long. */
export const maxLatenessMs = 2000;
