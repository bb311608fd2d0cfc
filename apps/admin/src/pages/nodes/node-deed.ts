/** What can be done with a node that is there. */
export type NodeDeed = 'edit' | 'test' | 'why' | 'rotate' | 'delete';
