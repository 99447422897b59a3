/** A file that is written from something else, and what has to be in it. */
export interface Written {
  file: string;
  text: string;
}
