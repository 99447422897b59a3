-- CONCURRENTLY: people go on posting while the index is built. It is the one statement here, because it cannot be part of a transaction.
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_posts_created_at ON posts (created_at DESC);
