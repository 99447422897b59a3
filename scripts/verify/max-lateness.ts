/** If answers are later than this, they prove nothing, and the tables should not stay locked. */
export const maxLatenessMs = 2000;
