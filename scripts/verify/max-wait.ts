/** The longest that a request may wait for a connection before it fails. */
export const maxWaitMs = 5000;
/** If answers are later than this, they prove nothing, and the tables should not stay locked. */
export const maxLatenessMs = 2000;
