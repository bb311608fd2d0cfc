/** The two kinds of database. MariaDB and MySQL are one kind here: what differs between them is not used. */
export type Dialect = 'sqlite' | 'mysql';
