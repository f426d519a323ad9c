/** Raised when a table changes. */
export const TABLES_VERSION = 1;

/** What tests need of a sketch; `sums` has a place for each of 64 landmarks, zeros behind the last. */
const PERIOD_COLUMNS = `
  sketch_id VARCHAR NOT NULL,
  period_ms UINTEGER NOT NULL,
  period TIMESTAMP NOT NULL,
  device VARCHAR NOT NULL,
  device_hash UBIGINT NOT NULL,
  sequence UINTEGER NOT NULL,
  app VARCHAR NOT NULL,
  release VARCHAR NOT NULL,
  labels MAP(VARCHAR, VARCHAR) NOT NULL,
  count UINTEGER NOT NULL,
  landmarks UTINYINT NOT NULL,
  sums FLOAT[64] NOT NULL,
  state VARCHAR NOT NULL,
  state_ms MAP(VARCHAR, DOUBLE) NOT NULL,
  evidence DOUBLE,
  evidence_samples UBIGINT`;

const PERIOD_NAMES = PERIOD_COLUMNS.split(',\n')
  .map((column) => column.trim().split(' ')[0]!)
  .join(', ');

export const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS sketches (
  key UHUGEINT PRIMARY KEY,${PERIOD_COLUMNS},
  id UUID NOT NULL,
  reference_id VARCHAR NOT NULL,
  epsilon DOUBLE,
  delta DOUBLE,
  library_version VARCHAR NOT NULL,
  received TIMESTAMP NOT NULL
)`,
  // Of raw rows that have expired.
  `CREATE TABLE IF NOT EXISTS settled_periods (${PERIOD_COLUMNS}
)`,
  `CREATE OR REPLACE VIEW device_periods AS
SELECT ${PERIOD_NAMES} FROM sketches UNION ALL SELECT ${PERIOD_NAMES} FROM settled_periods`,
  `CREATE TABLE IF NOT EXISTS sketch_spaces (
  sketch_id VARCHAR PRIMARY KEY,
  space VARCHAR NOT NULL
)`,
  `CREATE TABLE IF NOT EXISTS left_out (
  day DATE NOT NULL,
  reason VARCHAR NOT NULL,
  sketch_id VARCHAR NOT NULL,
  release VARCHAR NOT NULL,
  count UBIGINT NOT NULL,
  device VARCHAR NOT NULL,
  message VARCHAR NOT NULL,
  PRIMARY KEY (day, reason, sketch_id, release)
)`,
  'CREATE TABLE IF NOT EXISTS tables_version (version INTEGER NOT NULL)',
  `INSERT INTO tables_version SELECT ${TABLES_VERSION} WHERE NOT EXISTS (FROM tables_version)`,
  // What a batch brings, before it is known what of it is new.
  'CREATE OR REPLACE TEMP TABLE incoming AS SELECT 0::UINTEGER AS place, * FROM sketches LIMIT 0',
  'CREATE OR REPLACE TEMP TABLE fresh AS FROM incoming',
];

/** Statements that a batch in `incoming`, of which no two have one key, is kept by, in one transaction. */
export const KEEP = [
  'TRUNCATE fresh',
  // Where no earlier batch has it; same keys are of the same period.
  `INSERT INTO fresh SELECT * FROM incoming ANTI JOIN (
  SELECT key FROM sketches
  WHERE period BETWEEN (SELECT min(period) FROM incoming) AND (SELECT max(period) FROM incoming)
) USING (key)`,
  'INSERT INTO sketches SELECT * EXCLUDE (place) FROM fresh',
];

/** What raw rows of before `$before` are replaced by, in one transaction. */
export const SETTLE = [
  `INSERT INTO settled_periods SELECT ${PERIOD_NAMES} FROM sketches WHERE period < $before`,
  'DELETE FROM sketches WHERE period < $before',
];
