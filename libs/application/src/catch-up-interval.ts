/** Milliseconds between looks at a database that is behind what a watching reader has. */
export const catchUpInterval = 1000;
