/**
 * How many dependents a refusal names at most. They travel in a call's trailers, for which peers keep some kilobytes;
 * how many there are in all stands in the message and the metadata.
 */
export const mostDependents = 30;
