/** The maximum of PostgreSQL's type `integer`. */
export const largestId = 2 ** 31 - 1;
