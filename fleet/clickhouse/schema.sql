-- The tables of the fleet on a ClickHouse cluster. The receiver runs this file at its start; it may be run again.
-- Servers need the macros {cluster}, {shard} and {replica}.
--
-- A sketch lies on the shard of its device's hash, and so does all that belongs to the device: each shard groups its
-- own devices, and what it answers is at most 1,024 sums a group, whatever the fleet.
--
-- What has come twice must count once, and a state of sumForEach cannot know whether it holds a row already. So
-- device_periods keeps a row for each device, period and part, of which any is as good as another, and sums are made
-- as states of sumForEach where they are asked for, by shard, and merged.

CREATE DATABASE IF NOT EXISTS tfjs_drift ON CLUSTER '{cluster}';

CREATE TABLE IF NOT EXISTS tfjs_drift.sketches_local ON CLUSTER '{cluster}'
(
  sketch_id LowCardinality(String),
  period_ms UInt32,
  period DateTime64(3, 'UTC'),
  device_hash UInt64,
  device String,
  sequence UInt32,
  nonce String,
  app LowCardinality(String),
  release LowCardinality(String),
  labels Map(String, String),
  count UInt32,
  sums Array(Float32),
  state LowCardinality(String),
  state_ms Map(String, Float64),
  evidence Nullable(Float64),
  evidence_samples Nullable(UInt64),
  id UUID,
  reference_id LowCardinality(String),
  epsilon Nullable(Float64),
  delta Nullable(Float64),
  library_version LowCardinality(String),
  received DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree
PARTITION BY toMonday(period)
ORDER BY (sketch_id, period_ms, period, device_hash, device, sequence, nonce)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS tfjs_drift.device_periods_local ON CLUSTER '{cluster}'
(
  sketch_id LowCardinality(String),
  period_ms UInt32,
  period DateTime64(3, 'UTC'),
  device_hash UInt64,
  device String,
  sequence UInt32,
  nonce String,
  app SimpleAggregateFunction(any, LowCardinality(String)),
  release SimpleAggregateFunction(any, LowCardinality(String)),
  labels SimpleAggregateFunction(any, Map(String, String)),
  count SimpleAggregateFunction(any, UInt32),
  sums SimpleAggregateFunction(any, Array(Float32)),
  state SimpleAggregateFunction(any, LowCardinality(String)),
  state_ms SimpleAggregateFunction(any, Map(String, Float64)),
  evidence SimpleAggregateFunction(any, Nullable(Float64)),
  evidence_samples SimpleAggregateFunction(any, Nullable(UInt64))
)
ENGINE = ReplicatedAggregatingMergeTree
PARTITION BY toMonday(period)
ORDER BY (sketch_id, period_ms, period, device_hash, device, sequence, nonce)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS tfjs_drift.device_periods_view ON CLUSTER '{cluster}'
TO tfjs_drift.device_periods_local AS
SELECT
  sketch_id, period_ms, period, device_hash, device, sequence, nonce,
  app, release, labels, count, sums, state, state_ms, evidence, evidence_samples
FROM tfjs_drift.sketches_local;

CREATE TABLE IF NOT EXISTS tfjs_drift.sketch_spaces_local ON CLUSTER '{cluster}'
(
  sketch_id String,
  space SimpleAggregateFunction(any, String)
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY sketch_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS tfjs_drift.left_out_local ON CLUSTER '{cluster}'
(
  day Date,
  reason LowCardinality(String),
  sketch_id String,
  release String,
  count SimpleAggregateFunction(sum, UInt64),
  -- Of the latest: when, its device, and what was said.
  example SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, String))
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY (day, reason, sketch_id, release);

CREATE TABLE IF NOT EXISTS tfjs_drift.sketches ON CLUSTER '{cluster}'
AS tfjs_drift.sketches_local
ENGINE = Distributed('{cluster}', 'tfjs_drift', 'sketches_local', device_hash);

CREATE TABLE IF NOT EXISTS tfjs_drift.device_periods ON CLUSTER '{cluster}'
AS tfjs_drift.device_periods_local
ENGINE = Distributed('{cluster}', 'tfjs_drift', 'device_periods_local', device_hash);

CREATE TABLE IF NOT EXISTS tfjs_drift.sketch_spaces ON CLUSTER '{cluster}'
AS tfjs_drift.sketch_spaces_local
ENGINE = Distributed('{cluster}', 'tfjs_drift', 'sketch_spaces_local', sipHash64(sketch_id));

CREATE TABLE IF NOT EXISTS tfjs_drift.left_out ON CLUSTER '{cluster}'
AS tfjs_drift.left_out_local
ENGINE = Distributed('{cluster}', 'tfjs_drift', 'left_out_local', sipHash64(reason, sketch_id, release));
