/** Takes usage from Kafka: records that carry CloudEvents. */
@NullMarked
package reckoner.rating.kafka;

import org.jspecify.annotations.NullMarked;
