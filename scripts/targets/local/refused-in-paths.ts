/** TypeScript takes a backslash for a slash; initdb refuses line breaks, and terminals act on others. */
const everywhere = String.raw`\\\p{Cc}`;

/** What the path of the lab's folder may not contain. */
export const refusedInLabFolder = new RegExp(`[${everywhere}]`, 'u');

/** initdb runs postgres with `sh -c`, and puts its path, in the checkout, into double quotes (initdb.c). */
export const refusedInCheckout = new RegExp(`["$\`${everywhere}]`, 'u');
