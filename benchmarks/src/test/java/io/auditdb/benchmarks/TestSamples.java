package io.auditdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestSamples {
    @Test
    void knowsMedianQuantilesAndMaximum() {
        var samples = new Samples();
        for (int i = 100; i >= 0; i--) {
            samples.add(i);
        }
        assertThat(samples.count()).isEqualTo(101);
        assertThat(samples.median()).isEqualTo(50);
        assertThat(samples.quantile(0.99)).isEqualTo(99, Offset.offset(1e-9));
        assertThat(samples.max()).isEqualTo(100);
    }

    @Test
    void takesTheMiddleOfTwoForTheMedian() {
        var samples = new Samples();
        samples.add(4);
        samples.add(1);
        assertThat(samples.median()).isEqualTo(2.5);
    }
}
