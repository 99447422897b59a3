-- CONCURRENTLY does not block writes while the index is built. It cannot run in a transaction, and so must be the only statement.
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_posts_created_at ON posts (created_at DESC);
