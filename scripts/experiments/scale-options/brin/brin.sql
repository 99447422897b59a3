-- A hundred kilobytes for ten million posts. It knows the times on each range of pages, but not the order of the
-- posts, so the feed still reads and sorts all of them.
CREATE INDEX idx_posts_created_at ON posts USING brin (created_at);
