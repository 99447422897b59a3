// TypeScript takes a backslash for a slash, initdb refuses line breaks, and terminals act on other
// control characters.
const everywhere = String.raw`\\\p{Cc}`;

/** What the path of the lab's folder may not contain. */
export const refusedInLabFolder = new RegExp(`[${everywhere}]`, 'u');

/** initdb puts the path of postgres, in the checkout, into double quotes for `sh -c` (initdb.c). */
export const refusedInCheckout = new RegExp(`["$\`${everywhere}]`, 'u');
