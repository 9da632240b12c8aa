package keys

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// sm4Block is the SM4 block cipher (GB/T 32907) and nothing else of it: no mode. The library
// that the tests hold it against links its modes in assembly for every processor with the
// cipher, 0.7 MB of a program that has to fit into 18.
//
// It looks values up by secret bytes: good for test keys on a lab's machine, and no
// claim that nobody who shares the processor can measure it.
type sm4Block struct{ round [32]uint32 }

// sm4Box is the substitution of GB/T 32907, table 1.
var sm4Box = func() (box [256]byte) {
	if n, err := hex.Decode(box[:], []byte(sm4BoxHex)); err != nil || n != len(box) {
		panic("sm4: the table is no table") // a constant of our own
	}
	return box
}()

const sm4BoxHex = "" +
	"d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699" +
	"9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6" +
	"4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35" +
	"1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e" +
	"eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3" +
	"1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51" +
	"8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0" +
	"8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948"

// sm4System are the constants FK of GB/T 32907, 7.3.
var sm4System = [4]uint32{0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc}

// newSM4Block expands a key.
func newSM4Block(key [SM4BlockSize]byte) (b sm4Block) {
	var k [4]uint32
	for i := range k {
		k[i] = binary.BigEndian.Uint32(key[4*i:]) ^ sm4System[i]
	}
	for i := range b.round {
		t := sm4Substitute(k[1] ^ k[2] ^ k[3] ^ sm4Constant(i))
		next := k[0] ^ t ^ bits.RotateLeft32(t, 13) ^ bits.RotateLeft32(t, 23)
		k = [4]uint32{k[1], k[2], k[3], next}
		b.round[i] = next
	}
	return b
}

// sm4Constant is CK of a round: its bytes are (4i+j)*7 modulo 256.
func sm4Constant(i int) (ck uint32) {
	for j := range 4 {
		ck = ck<<8 | uint32((4*i+j)*7&0xFF)
	}
	return ck
}

func sm4Substitute(a uint32) uint32 {
	return uint32(sm4Box[a>>24])<<24 | uint32(sm4Box[a>>16&0xFF])<<16 | uint32(sm4Box[a>>8&0xFF])<<8 | uint32(sm4Box[a&0xFF])
}

// crypt runs the 32 rounds; decryption takes the round keys from the end.
func (b *sm4Block) crypt(in [SM4BlockSize]byte, decrypt bool) (out [SM4BlockSize]byte) {
	var x [4]uint32
	for i := range x {
		x[i] = binary.BigEndian.Uint32(in[4*i:])
	}
	for i := range b.round {
		if decrypt {
			i = len(b.round) - 1 - i
		}
		t := sm4Substitute(x[1] ^ x[2] ^ x[3] ^ b.round[i])
		t ^= bits.RotateLeft32(t, 2) ^ bits.RotateLeft32(t, 10) ^ bits.RotateLeft32(t, 18) ^ bits.RotateLeft32(t, 24)
		x = [4]uint32{x[1], x[2], x[3], x[0] ^ t}
	}
	for i := range x {
		binary.BigEndian.PutUint32(out[4*i:], x[3-i])
	}
	return out
}
