/** A file that is written from something else, and what has to be in it. */
export interface Written {
  file: string;
  text: string;
}

/** What is written, and what of it could not be, a line each. */
export interface Writing {
  files: Written[];
  problems: string[];
}
