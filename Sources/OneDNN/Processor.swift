import CDNNL

/// What the CPU can do.
package enum Processor {
    /// Whether convolutions take less time in bfloat16 than in float32.
    ///
    /// With AMX they do, and on AMD's Zen 4, where an instruction multiplies twice as many bfloat16
    /// numbers in the same time. Intel's CPUs multiply as many float32 numbers in a cycle, with two
    /// instructions; in virtual machines without AMX bfloat16 took 1.7 times as long.
    package static var isFasterInBfloat16: Bool {
        offers(dnnl_cpu_isa_avx512_core_amx)
            || offers(dnnl_cpu_isa_avx512_core_bf16) && !landcover_cpu_is_intels()
    }

    /// Whether oneDNN may use all of an instruction set.
    private static func offers(_ wanted: dnnl_cpu_isa_t) -> Bool {
        dnnl_get_effective_cpu_isa().rawValue & wanted.rawValue == wanted.rawValue
    }
}
